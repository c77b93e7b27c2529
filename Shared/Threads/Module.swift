// Module Threads
