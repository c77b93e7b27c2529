#include "assets.h"

static const unsigned char openapi_json[] = {
#embed "openapi.json"
};

const unsigned char *muster_openapi_json(size_t *size) {
    *size = sizeof(openapi_json);
    return openapi_json;
}
