import GatewayAssets
import HTTPServer

/// `/openapi.json`: the description of every route.
enum OpenAPIDocument {
    private static let bytes: [UInt8] = {
        var size = 0
        let start = muster_openapi_json(&size)
        return [UInt8](UnsafeBufferPointer(start: start, count: size))
    }()

    static func add(to router: inout Router) {
        router.on(.get, "/openapi.json") { _ in .json(bytes) }
    }
}
