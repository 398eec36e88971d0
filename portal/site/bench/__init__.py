"""The measuring of the portal: `manage.py bench`.

Own server processes on loopback, own data below var/bench/<profile>/, every page beside a trivial Django view in the same run.
`profiles` says where the data is, `filling` puts it there, `serving` starts and ends a server, `client` asks, `machine` reads
the CPU the kernel counted, `rows` names what is measured and its goals, `measuring` does it, `report` prints it, `pages` weighs pages.
"""
