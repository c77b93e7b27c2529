/// Parameters in the shape that libpq takes them in.
enum ParameterBlock {
    typealias Values = UnsafePointer<UnsafePointer<CChar>?>?

    /// Gives the arrays of `PQsendQueryParams`; they are valid within the closure only.
    static func withPointers<Result>(
        _ parameters: [PostgresParameter],
        _ body: (Int32, Values, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Result
    ) -> Result {
        guard !parameters.isEmpty else { return body(0, nil, nil, nil) }
        // All bytes stand in one array, so that one pointer has to be kept alive instead of many.
        var bytes: [UInt8] = []
        bytes.reserveCapacity(parameters.reduce(1) { $0 + ($1.bytes?.count ?? 0) })
        let offsets = parameters.map { parameter -> Int? in
            guard let value = parameter.bytes else { return nil }
            defer { bytes.append(contentsOf: value) }
            return bytes.count
        }
        bytes.append(0)  // an empty last value has an address, too
        let lengths = parameters.map { Int32(clamping: $0.bytes?.count ?? 0) }
        let formats: [Int32] = parameters.map { $0.isBinary ? 1 : 0 }
        return bytes.withUnsafeBytes { raw in
            let values = offsets.map { offset in
                offset.flatMap { raw.baseAddress?.advanced(by: $0).assumingMemoryBound(to: CChar.self) }
            }
            return body(Int32(parameters.count), values, lengths, formats)
        }
    }
}
