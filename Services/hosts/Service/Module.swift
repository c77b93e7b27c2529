// Service hosts
