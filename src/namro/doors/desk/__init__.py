"""The officers' desk: today's work, cases and their steps, the register, the workload, the counter. Reads through
`queries`, writes through actions, never otherwise; what a person may not see is answered as if it were not there."""
