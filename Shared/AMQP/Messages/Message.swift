#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A body with its properties.
public struct Message: Sendable, Hashable {
    public var body: Data
    public var properties: MessageProperties

    public init(body: Data, properties: MessageProperties = MessageProperties()) {
        self.body = body
        self.properties = properties
    }
}
