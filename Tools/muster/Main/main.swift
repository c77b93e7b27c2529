import Glibc
import MusterCommand

exit(await Muster.run(CommandLine.arguments))
