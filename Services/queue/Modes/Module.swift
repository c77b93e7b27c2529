// Core queue/Modes
