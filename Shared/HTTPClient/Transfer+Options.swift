import CCurl
import HTTPTypes

extension Transfer {
    /// Sets libcurl's options for this request.
    func prepare(_ handle: UnsafeMutableRawPointer, connectTimeout: Duration) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        muster_curl_set_text(handle, CURLOPT_URL, request.url)
        muster_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https")
        muster_curl_set_text(handle, CURLOPT_PROXY, "")
        muster_curl_set_long(handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        muster_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        muster_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, max(1, connectTimeout.milliseconds))
        if let timeout = request.timeout {
            muster_curl_set_long(handle, CURLOPT_TIMEOUT_MS, max(1, timeout.milliseconds))
        }
        muster_curl_set_body_sink(handle, bodySink, context)
        muster_curl_set_header_sink(handle, headerSink, context)
        setMethod(handle)
        for field in request.headers {
            // libcurl drops a field without a value unless it ends in a semicolon.
            append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        for unwanted in ["Expect", "Content-Type", "Accept", "User-Agent"] where request.headers[unwanted] == nil {
            append("\(unwanted):")
        }
        muster_curl_set_fields(handle, fields)
    }

    private func setMethod(_ handle: UnsafeMutableRawPointer) {
        switch request.method {
        case .get where request.body.isEmpty:
            muster_curl_set_long(handle, CURLOPT_HTTPGET, 1)
        case .head:
            muster_curl_set_long(handle, CURLOPT_NOBODY, 1)
        case .delete where request.body.isEmpty, .options where request.body.isEmpty:
            muster_curl_set_text(handle, CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        default:
            muster_curl_set_text(handle, CURLOPT_CUSTOMREQUEST, request.method.rawValue)
            muster_curl_set_long(handle, CURLOPT_POST, 1)
            muster_curl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count))
            request.body.withUnsafeBytes { bytes in
                // A pointer to nothing would make libcurl read the body from standard input.
                let start = bytes.baseAddress ?? UnsafeRawPointer(handle)
                _ = muster_curl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, start)
            }
        }
    }

    private func append(_ line: String) { fields = curl_slist_append(fields, line) }
}

extension Duration {
    /// Whole milliseconds, rounded up.
    fileprivate var milliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}

// Called by libcurl on the thread of the `TransferLoop`, which keeps the transfer alive until its handle is removed.

private func bodySink(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    let length = size * count
    return bytes.withMemoryRebound(to: UInt8.self, capacity: length) { start in
        switch transfer.takeBody(UnsafeBufferPointer(start: start, count: length)) {
        case .all: length
        case .later: Int(CURL_WRITEFUNC_PAUSE)
        case .refused: -1
        }
    }
}

private func headerSink(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    let length = size * count
    bytes.withMemoryRebound(to: UInt8.self, capacity: length) { start in
        transfer.takeHeader(UnsafeBufferPointer(start: start, count: length))
    }
    return length
}
