#pragma once
#include <stddef.h>

// Files that the gateway serves, compiled in, so that the executable needs nothing beside it.
extern const unsigned char muster_openapi_json[];
extern const size_t muster_openapi_json_size;
