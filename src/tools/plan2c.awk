# sql/sqitch.plan to the list of migrations that the programs of this version need.
# SPDX-License-Identifier: MIT
BEGIN { print "/* Made by plan2c.awk from sql/sqitch.plan; change that. */\nstatic const char *const changes[] = {" }
# A contract (src/ctl/contract.h) says since which version it may run.
/> # Contract/ && !/> # Contract, since [0-9]+(\.[0-9]+)*: / { print FILENAME ": " $1 ": since when?" >"/dev/stderr"; exit 1 }
/^[A-Za-z_]/ { printf "    \"%s\",\n", $1 }
END { print "    NULL};" }
