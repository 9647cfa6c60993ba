import sys

from hubtui.cli.main import main

sys.exit(main())
