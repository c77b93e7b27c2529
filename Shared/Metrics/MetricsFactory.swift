/// Makes what is behind counters, meters, recorders and timers. The same label and dimensions yield the same handler.
public protocol MetricsFactory: Sendable {
    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler
    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler
    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler
    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler
}

public protocol CounterHandler: AnyObject, Sendable {
    func increment(by amount: Int64)
    func reset()
}

public protocol MeterHandler: AnyObject, Sendable {
    func set(_ value: Double)
    func increment(by amount: Double)
}

public protocol RecorderHandler: AnyObject, Sendable {
    func record(_ value: Double)
}

public protocol TimerHandler: AnyObject, Sendable {
    func recordNanoseconds(_ duration: Int64)
}
