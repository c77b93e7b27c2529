// Tests Queue
