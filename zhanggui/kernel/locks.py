"""Advisory lock numbers: a permanent registry. A number is never used twice for something else."""

TIMELINE_LOCK = 7_001
MIGRATION_LOCK = 7_002
IMPORT_LOCK = 7_003
BATCH_CLOSE_LOCK = 7_004
STOCK_LOCK = 7_005
CHECK_LOCK = 7_006
BATCH_PRINT_LOCK = 7_007
WORKER_LOCK = 7_008
PREPARE_LOCK = 7_009
SET_UP_LOCK = 7_020
ROUTINE_LOCK = 7_031
