// Tests Auth
