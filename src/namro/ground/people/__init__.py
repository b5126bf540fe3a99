"""Who may do what, where: staff, offices, posts and who holds them.

Tables: User (someone who signs in), Office (an authority of a unit), Post (office × role), Holding (who holds a post,
from when to when, as deputy or not), Token (what a program shows instead of a password), TokenUse (its last day),
SignInAttempt (counters that slow guessing down; no address is kept).
What a role may do, and how far it sees, is said by the pack (roles.yaml), never here.
Never: a table about citizens; a right given to a person instead of a post; a deletion.
"""
