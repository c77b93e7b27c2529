import Probes

/// What libFuzzer calls with each file that it makes up. A crash, a trap or a hang in here is what it looks for.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRuleSet(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    _ = RuleSetProbe.isReadable(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
