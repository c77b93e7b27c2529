#pragma once
#include <stddef.h>

// Files that the gateway serves, compiled in, so that the executable needs nothing beside it.

/// The OpenAPI document; its size in bytes goes to `size`.
const unsigned char *muster_openapi_json(size_t *size);
