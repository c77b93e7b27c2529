// Module ServiceLifecycle
