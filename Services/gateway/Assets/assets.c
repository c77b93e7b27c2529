#include "assets.h"

const unsigned char muster_openapi_json[] = {
#embed "openapi.json"
};
const size_t muster_openapi_json_size = sizeof(muster_openapi_json);
