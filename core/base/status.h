#ifndef BASE_STATUS_H
#define BASE_STATUS_H

/* Marks a text for the translators; ui/ and src/ translate it when it is shown. */
#define N_(text) text

/*
 * Everything an operation can end with, one sentence each. Only UNREADABLE, BLANK and ILLEGAL_MODE speak of a sector;
 * all others speak of the drive, the disc as a whole, or of files.
 */
#define STATUSES(X)							\
	X(OK,             N_("done"))					\
	/* what a drive says while reading */				\
	X(UNREADABLE,     N_("the sector cannot be read"))		\
	X(NO_MEDIUM,      N_("there is no disc in the drive"))		\
	X(TRAY_OPEN,      N_("the tray is open"))			\
	X(NOT_READY,      N_("the drive is not ready yet"))		\
	X(MEDIUM_CHANGED, N_("the disc may have been changed"))		\
	X(RESET,          N_("the drive has been reset"))		\
	X(BLANK,          N_("this part of the disc was never written")) \
	X(OUT_OF_RANGE,   N_("this drive says the disc ends before that sector")) \
	X(ILLEGAL_MODE,   N_("the sector is of another kind than was asked for")) \
	X(PROTECTED,      N_("the sector is locked by copy protection")) \
	X(INCOMPATIBLE,   N_("this drive cannot read this kind of disc"))	\
	X(REFUSED,        N_("the drive refuses the command"))		\
	X(ABORTED,        N_("the drive broke the command off"))		\
	X(DRIVE_FAILED,   N_("the drive reports a fault of its own"))	\
	X(TRANSPORT,      N_("the connection to the drive failed"))	\
	X(TIMEOUT,        N_("the drive did not answer in time"))		\
	X(DRIVE_GONE,     N_("the drive has disappeared"))		\
	X(WRONG_DISC,     N_("another disc is in the drive"))		\
	X(UNPROVEN,       N_("nothing proves that this is the disc of the job")) \
	X(OTHER_COPY,     N_("another copy of the same title is in the drive")) \
	X(IN_USE,         N_("another program is using the disc"))	\
	X(EJECT_ASKED,    N_("the eject button was pressed"))		\
	X(STUCK,          N_("the drive is stuck in a command"))	\
	/* files and folders */						\
	X(BAD_FILE,       N_("the file is damaged or not what it claims to be")) \
	X(NOT_FOUND,      N_("there is no such file or drive"))		\
	X(EXISTS,         N_("it exists already"))			\
	X(PERMISSION,     N_("permission denied"))			\
	X(READ_ONLY,      N_("the file system is read-only"))		\
	X(NO_SPACE,       N_("the file system is full"))			\
	X(TOO_LARGE,      N_("it is larger than can be handled"))		\
	X(LOCKED,         N_("another discnurse is working on it"))	\
	X(IO,             N_("input/output error"))			\
	X(NO_MEMORY,      N_("out of memory"))				\
	X(USAGE,          N_("wrong usage"))				\
	X(UNSUPPORTED,    N_("this is not possible here"))		\
	X(STOPPED,        N_("stopped"))

enum status {
#define X(name, sentence) STATUS_##name,
	STATUSES(X)
#undef X
	STATUS_COUNT
};

/* The sentence of a status, untranslated. Never NULL. */
const char *status_sentence(enum status st);

/* A short lower-case name for files and --json, e.g. "no-medium". Never NULL. */
const char *status_name(enum status st);

/* What an errno of a file operation means to us; 0 is STATUS_OK. */
enum status status_from_errno(int err);

/*
 * What went wrong, and where: plain values, made where it happened, shown by whoever talks to the user as
 * "PLACE:LINE: REASON: DETAIL". `reason` is an N_() text in static storage or NULL (then the status speaks).
 */
struct fault {
	enum status status;
	char place[256];	/* file, drive or job, to be shown; empty when there is none */
	long line;		/* 1-based; 0 when there is none */
	const char *reason;
	char detail[160];	/* offending text; in both, control characters are already removed */
};

/* Fills `f` (which may be NULL) and returns `st`. `place` may be NULL; `detail` is a printf format or NULL. */
enum status fault_set(struct fault *f, enum status st, const char *place, long line, const char *reason,
		      const char *detail, ...) __attribute__((format(printf, 6, 7)));

#endif
