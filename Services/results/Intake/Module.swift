// Core results/Intake
