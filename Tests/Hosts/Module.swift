// Tests Hosts
