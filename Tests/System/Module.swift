// Tests System
