# sql/sqitch.plan to the list of migrations that the programs of this version need.
# SPDX-License-Identifier: MIT
BEGIN { print "/* Made by plan2c.awk from sql/sqitch.plan; change that. */\nstatic const char *const changes[] = {" }
/^[A-Za-z_]/ { printf "    \"%s\",\n", $1 }
END { print "    NULL};" }
