import ModesCore
import Threads

/// The modes as this process has them now.
final class ModeLibrary: Sendable {
    private let catalogue: Locked<ModeCatalogue>

    init(_ catalogue: ModeCatalogue) { self.catalogue = Locked(catalogue) }

    var modes: ModeCatalogue { catalogue.withLock { $0 } }

    func replace(by catalogue: ModeCatalogue) { self.catalogue.withLock { $0 = catalogue } }
}
