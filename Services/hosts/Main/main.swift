import HostsService
import ServiceKit

await ServiceMain.run(HostsProgram.self)
