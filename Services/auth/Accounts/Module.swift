// Core auth/Accounts
