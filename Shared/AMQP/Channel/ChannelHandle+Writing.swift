import CLinux

extension ChannelHandle {
    /// Runs what writes several messages, and has them leave in as few packets as they fit into: else each is one of its own,
    /// and wakes the broker once.
    ///
    /// - Parameter isWorthwhile: whether there will be several; one alone leaves at once anyway.
    func gathered(if isWorthwhile: Bool, _ writes: () throws(AMQPError) -> Void) throws(AMQPError) {
        guard isWorthwhile else { return try writes() }
        setCork(1)
        defer { setCork(0) }
        try writes()
    }

    /// `TCP_CORK`, see tcp(7). It is a wish; without it the same is sent.
    private func setCork(_ value: Int32) {
        var value = value
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_CORK, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}
