import CMicroHTTPD
import Glibc
import Sockets

// Functions, not closures, so that they can't inherit the isolation of the place where they are written.

private func daemon(_ context: UnsafeMutableRawPointer?) -> HTTPDaemon {
    Unmanaged<HTTPDaemon>.fromOpaque(context!).takeUnretainedValue()
}

func acceptPolicy(
    _ context: UnsafeMutableRawPointer?, _ address: UnsafePointer<sockaddr>?, _ size: socklen_t
) -> MHD_Result {
    guard let address = address.flatMap({ SocketAddress($0) }), daemon(context).accepts(address.ip) else { return .NO }
    return .YES
}

/// Keeps a `ClientConnection` with the connection: retained when it starts, released when it has ended.
func connectionChanged(
    _ context: UnsafeMutableRawPointer?, _ handle: OpaquePointer?,
    _ kept: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ change: MHD_ConnectionNotificationCode
) {
    guard let handle, let kept else { return }
    if change.rawValue == 0 {  // MHD_CONNECTION_NOTIFY_STARTED
        kept.pointee = daemon(context).connectionStarted(handle).map { Unmanaged.passRetained($0).toOpaque() }
    } else if let connection = kept.pointee {
        kept.pointee = nil
        daemon(context).connectionEnded(Unmanaged<ClientConnection>.fromOpaque(connection).takeRetainedValue())
    }
}

/// The request line has come: makes the `Exchange`, which is kept with the request and released when that is completed.
func targetArrived(
    _ context: UnsafeMutableRawPointer?, _ target: UnsafePointer<CChar>?, _ handle: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    guard let handle, let kept = muster_mhd_socket_context(handle) else { return nil }
    let connection = Unmanaged<ClientConnection>.fromOpaque(kept).takeUnretainedValue()
    let server = daemon(context)
    let exchange = Exchange(
        target: target.map { String(cString: $0) } ?? "", connection: connection, handle: handle,
        suspensions: server.suspensions)
    server.begin(exchange)
    return Unmanaged.passRetained(exchange).toOpaque()
}

/// Targets are decoded here, by segments, not by libmicrohttpd as a whole.
func leaveEscaped(
    _ context: UnsafeMutableRawPointer?, _ handle: OpaquePointer?, _ text: UnsafeMutablePointer<CChar>?
) -> Int { text.map { strlen($0) } ?? 0 }

/// Called when the head is complete, for each part of the body, when the body is complete, and after each resumption.
func handleRequest(
    _ context: UnsafeMutableRawPointer?, _ handle: OpaquePointer?, _ url: UnsafePointer<CChar>?,
    _ method: UnsafePointer<CChar>?, _ version: UnsafePointer<CChar>?, _ bytes: UnsafePointer<CChar>?,
    _ count: UnsafeMutablePointer<Int>?, _ kept: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let handle, let url, let method, let version, let count, let exchange = kept?.pointee else { return .NO }
    let server = daemon(context)
    let current = Unmanaged<Exchange>.fromOpaque(exchange).takeUnretainedValue()
    let goesOn: Bool
    if current.hasBegun {
        goesOn = current.takeResponse().map { server.send($0, to: current, handle) } ?? false
    } else if current.head == nil {
        goesOn = server.start(current, handle, url: url, method: method, version: version)
    } else if count.pointee > 0 {
        goesOn = server.take(UnsafeRawBufferPointer(start: bytes, count: count.pointee), current)
        count.pointee = 0
    } else {
        goesOn = server.work(current, handle)
    }
    return goesOn ? .YES : .NO
}

func requestCompleted(
    _ context: UnsafeMutableRawPointer?, _ handle: OpaquePointer?,
    _ kept: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ reason: MHD_RequestTerminationCode
) {
    guard let exchange = kept?.pointee else { return }
    kept?.pointee = nil
    daemon(context).end(Unmanaged<Exchange>.fromOpaque(exchange).takeRetainedValue())
}
