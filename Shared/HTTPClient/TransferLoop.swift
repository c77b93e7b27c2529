import CCurl
import Sockets

/// libcurl's multi handle, confined to the thread of an event loop of its own, which waits for its sockets and timers.
actor TransferLoop {
    private let loop = EventLoop(name: "http-client")
    private let multi: UnsafeMutableRawPointer
    private let connectTimeout: Duration
    private var active: [UnsafeMutableRawPointer: Transfer] = [:]
    /// Handles between requests. The connections belong to `multi`, not to them.
    private var idle: [UnsafeMutableRawPointer] = []
    private var watches: [Int32: DescriptorWatch] = [:]
    private var timer: LoopTimer?
    private var closed = false

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    init(idleConnections: Int, connectTimeout: Duration) {
        _ = Self.globalInit
        let multi: UnsafeMutableRawPointer = curl_multi_init()
        self.multi = multi
        self.connectTimeout = connectTimeout
        let context = Unmanaged.passUnretained(self).toOpaque()
        muster_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, idleConnections)
        muster_curl_multi_set_socket(multi, socketCallback, context)
        muster_curl_multi_set_timer(multi, timerCallback, context)
    }

    private static let globalInit: Void = {
        precondition(muster_curl_global_init() == CURLE_OK, "libcurl can't be initialised")
    }()

    // MARK: Requests

    func run(_ transfer: Transfer) async -> Transfer.Outcome<HTTPClientResponse> {
        if case .failure(let error)? = transfer.end { return .failure(error) }
        guard !closed else { return .failure(Self.clientClosed) }
        guard let handle = idle.popLast() ?? curl_easy_init() else {
            return .failure(HTTPClientError(.other, "no memory for a request"))
        }
        transfer.handle = handle
        transfer.prepare(handle, connectTimeout: connectTimeout)
        active[handle] = transfer
        return await withCheckedContinuation { continuation in
            transfer.headWaiter = continuation
            let code = curl_multi_add_handle(multi, handle)
            if code != CURLM_OK {
                finish(transfer, .failure(HTTPClientError(.other, String(cString: curl_multi_strerror(code)))))
            }
        }
    }

    /// The next part of a stream's body; nil at its end.
    func nextChunk(_ transfer: Transfer) async -> Transfer.Outcome<[UInt8]?> {
        precondition(transfer.chunkWaiter == nil, "two readers of one stream")
        if !transfer.response.body.isEmpty {
            let chunk = transfer.response.body
            transfer.response.body = []
            resume(transfer)
            return .success(chunk)
        }
        if let end = transfer.end { return end.map { nil } }
        return await withCheckedContinuation { continuation in
            transfer.chunkWaiter = continuation
            resume(transfer)
        }
    }

    nonisolated func cancelSoon(_ transfer: Transfer) {
        loop.execute { self.assumeIsolated { $0.cancel(transfer) } }
    }

    nonisolated func closeSoon() {
        loop.execute { self.assumeIsolated { $0.close() } }
    }

    private func cancel(_ transfer: Transfer) {
        finish(transfer, .failure(HTTPClientError(.cancelled, "the request was cancelled")))
    }

    private func close() {
        guard !closed else { return }
        closed = true
        for transfer in Array(active.values) { finish(transfer, .failure(Self.clientClosed)) }
        for handle in idle { curl_easy_cleanup(handle) }
        idle = []
        curl_multi_cleanup(multi)
        timer?.cancel()
        for watch in watches.values { watch.cancel() }
        watches = [:]
    }

    private static let clientClosed = HTTPClientError(.clientClosed, "the client is closed")

    private func resume(_ transfer: Transfer) {
        guard transfer.paused, let handle = transfer.handle else { return }
        transfer.paused = false
        // What it held back comes by the callback; a failure shows as the end of the transfer.
        _ = curl_easy_pause(handle, CURLPAUSE_CONT)
        collectFinished()
    }

    private func finish(_ transfer: Transfer, _ outcome: Transfer.Outcome<Void>) {
        if let handle = transfer.handle {
            transfer.handle = nil
            active[handle] = nil
            curl_multi_remove_handle(multi, handle)
            curl_slist_free_all(transfer.fields)
            transfer.fields = nil
            if idle.count < 64, !closed {
                curl_easy_reset(handle)
                idle.append(handle)
            } else {
                curl_easy_cleanup(handle)
            }
        }
        transfer.finish(outcome)
    }

    // MARK: libcurl's sockets and timer

    fileprivate func setInterest(_ descriptor: Int32, _ what: Int32) {
        guard what != CURL_POLL_REMOVE else {
            watches.removeValue(forKey: descriptor)?.cancel()
            return
        }
        var interest: Readiness = []
        if what & CURL_POLL_IN != 0 { interest.insert(.readable) }
        if what & CURL_POLL_OUT != 0 { interest.insert(.writable) }
        do {
            if let watch = watches[descriptor] {
                try watch.update(interest)
            } else {
                watches[descriptor] = try loop.watch(descriptor, for: interest) { [weak self] ready in
                    self?.assumeIsolated { $0.act(on: descriptor, ready) }
                }
            }
        } catch {
            // libcurl can't be told; the request ends by its own time limit.
            watches.removeValue(forKey: descriptor)?.cancel()
        }
    }

    fileprivate func setTimer(milliseconds: Int) {
        timer?.cancel()
        timer = nil
        guard milliseconds >= 0 else { return }
        timer = loop.schedule(after: .milliseconds(milliseconds)) { [weak self] in
            self?.assumeIsolated { $0.act(on: -1, []) }
        }
    }

    private func act(on descriptor: Int32, _ ready: Readiness) {
        guard !closed else { return }
        var events: Int32 = 0
        if !ready.isDisjoint(with: [.readable, .closing]) { events |= CURL_CSELECT_IN }
        if ready.contains(.writable) { events |= CURL_CSELECT_OUT }
        if !ready.isDisjoint(with: .failed) { events |= CURL_CSELECT_ERR }
        var running: Int32 = 0
        curl_multi_socket_action(multi, descriptor, events, &running)
        collectFinished()
    }

    private func collectFinished() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let transfer = active[message.pointee.easy_handle] else {
                continue
            }
            let code = muster_curl_message_result(message)
            finish(transfer, code == CURLE_OK ? .success(()) : .failure(transfer.failure ?? HTTPClientError(code)))
        }
    }
}

// Functions, not closures, so that they can't inherit the isolation of the place where they are written. libcurl calls
// them only from inside calls made by the `TransferLoop`, on its thread.

private func socketCallback(
    _ handle: UnsafeMutableRawPointer?, _ descriptor: Int32, _ what: Int32, _ context: UnsafeMutableRawPointer?,
    _ perSocket: UnsafeMutableRawPointer?
) -> Int32 {
    guard let context else { return 0 }
    let transfers = Unmanaged<TransferLoop>.fromOpaque(context).takeUnretainedValue()
    transfers.assumeIsolated { $0.setInterest(descriptor, what) }
    return 0
}

private func timerCallback(
    _ multi: UnsafeMutableRawPointer?, _ milliseconds: Int, _ context: UnsafeMutableRawPointer?
) -> Int32 {
    guard let context else { return 0 }
    let transfers = Unmanaged<TransferLoop>.fromOpaque(context).takeUnretainedValue()
    transfers.assumeIsolated { $0.setTimer(milliseconds: milliseconds) }
    return 0
}
