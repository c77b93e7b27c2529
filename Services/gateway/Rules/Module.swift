// Core gateway/Rules
