import Glibc

exit(await StreamingHostProgram.run())
