import Threads

/// Decides where the metrics of this process are kept.
///
/// Unlike swift-metrics it begins with a registry instead of with nothing, so that a metric made before start-up isn't
/// lost; `bootstrap` replaces it.
public enum MetricsSystem {
    private static let installed = Locked<(any MetricsFactory)?>(nil)

    /// The registry that is used unless another factory is installed, and that `/metrics` shows.
    public static let registry = PrometheusRegistry()

    /// Installs the factory for all metrics made from now on. Once a process, at its start; a second call traps.
    public static func bootstrap(_ factory: any MetricsFactory) {
        installed.withLock { installed in
            precondition(installed == nil, "metrics are already bootstrapped")
            installed = factory
        }
    }

    public static var factory: any MetricsFactory {
        let factory: (any MetricsFactory)? = installed.withLock { $0 }
        return factory ?? registry
    }
}
