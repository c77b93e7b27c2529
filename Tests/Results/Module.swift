// Tests Results
