import Glibc

/// Takes finished lines, each with its line feed, in one piece.
public struct LogSink: Sendable {
    private let take: @Sendable ([UInt8]) -> Void

    public init(_ take: @escaping @Sendable ([UInt8]) -> Void) {
        self.take = take
    }

    /// Standard error, one `write` a line, so that lines of several threads don't mix.
    public static let standardError = LogSink { line in
        line.withUnsafeBytes { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = write(STDERR_FILENO, rest.baseAddress, rest.count)
                if count < 0 && errno == EINTR { continue }
                // With standard error gone there is nowhere left to complain to.
                guard count > 0 else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
            }
        }
    }

    /// Writes one line.
    public func callAsFunction(_ line: [UInt8]) {
        take(line)
    }
}
