// Tests Kit
