-- A diary of the first form, as the first migration made it, with rows in every table.
PRAGMA application_id = 1579141678;
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE applications (
	session_id INTEGER NOT NULL, 
	temperature_c FLOAT, 
	barrier BOOLEAN, 
	CONSTRAINT pk_applications PRIMARY KEY (session_id), 
	CONSTRAINT fk_applications_session_id_sessions FOREIGN KEY(session_id) REFERENCES sessions (id), 
	CONSTRAINT ck_applications_barrier_is_boolean CHECK (barrier IN (0, 1))
);
INSERT INTO "applications" VALUES(2,44.5,1);
INSERT INTO "applications" VALUES(3,NULL,0);
INSERT INTO "applications" VALUES(4,37.0,NULL);
CREATE TABLE changed_rows (
	change_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	table_name VARCHAR(40) NOT NULL, 
	row_key TEXT NOT NULL, 
	"before" TEXT, 
	CONSTRAINT pk_changed_rows PRIMARY KEY (change_id, position), 
	CONSTRAINT fk_changed_rows_change_id_changes FOREIGN KEY(change_id) REFERENCES changes (id)
);
INSERT INTO "changed_rows" VALUES(1,0,'sessions','{"id": 1}',NULL);
INSERT INTO "changed_rows" VALUES(1,1,'massages','{"session_id": 1}',NULL);
INSERT INTO "changed_rows" VALUES(3,0,'session_areas','{"session_id": 5, "position": 0}','{"session_id": 5, "position": 0, "area": "neck", "side": null}');
INSERT INTO "changed_rows" VALUES(3,1,'sessions','{"id": 5}','{"id": 5, "kind": "ice", "day": "2026-11-21", "started_at": "2026-11-21T06:15:00+00:00", "zone": "UTC", "duration_s": 600, "pain_before": null, "pain_after": null, "note": "grün", "came_in": "logged", "created_at": "2026-11-21T06:15:00+00:00", "changed_at": "2026-11-21T06:15:00+00:00"}');
CREATE TABLE changes (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	at DATETIME NOT NULL, 
	verb VARCHAR(20) NOT NULL, 
	what TEXT NOT NULL
);
INSERT INTO "changes" VALUES(1,'2026-11-20 18:30:00.000000','log','#1 massage, 2026-11-20 19:30');
INSERT INTO "changes" VALUES(3,'2026-11-21 06:15:00.000000','delete','#5 ice, 2026-11-21');
CREATE TABLE exercises_done (
	session_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	exercise VARCHAR(40) NOT NULL, 
	sets INTEGER, 
	reps INTEGER, 
	hold_s INTEGER, 
	each_side BOOLEAN NOT NULL, 
	CONSTRAINT pk_exercises_done PRIMARY KEY (session_id, position), 
	CONSTRAINT ck_exercises_done_hold_positive CHECK (hold_s > 0), 
	CONSTRAINT ck_exercises_done_counts_positive CHECK (sets > 0 AND (reps IS NULL OR reps > 0)), 
	CONSTRAINT fk_exercises_done_session_id_sessions FOREIGN KEY(session_id) REFERENCES sessions (id), 
	CONSTRAINT ck_exercises_done_each_side_is_boolean CHECK (each_side IN (0, 1))
);
INSERT INTO "exercises_done" VALUES(6,0,'bird-dog',3,10,8,1);
INSERT INTO "exercises_done" VALUES(6,1,'plank',NULL,NULL,30,0);
CREATE TABLE massages (
	session_id INTEGER NOT NULL, 
	style VARCHAR(40), 
	performer VARCHAR(20), 
	purpose VARCHAR(20), 
	CONSTRAINT pk_massages PRIMARY KEY (session_id), 
	CONSTRAINT ck_massages_performer_known CHECK (performer IN ('professional', 'partner', 'self')), 
	CONSTRAINT ck_massages_purpose_known CHECK (purpose IN ('relaxation', 'pain-relief', 'rehabilitation')), 
	CONSTRAINT fk_massages_session_id_sessions FOREIGN KEY(session_id) REFERENCES sessions (id)
);
INSERT INTO "massages" VALUES(1,'deep-tissue','professional','pain-relief');
CREATE TABLE providers (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name VARCHAR(100) NOT NULL, 
	name_key VARCHAR(200) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT uq_providers_name_key UNIQUE (name_key)
);
INSERT INTO "providers" VALUES(1,'Ana','ana','2026-11-20 18:30:00.000000');
INSERT INTO "providers" VALUES(2,'Dr. Lee Øster','dr. lee øster','2026-11-20 18:30:00.000000');
INSERT INTO "providers" VALUES(4,'按摩 Li','按摩 li','2026-11-21 06:15:00.000000');
CREATE TABLE services (
	session_id INTEGER NOT NULL, 
	provider_id INTEGER, 
	cost BIGINT, 
	currency VARCHAR(3), 
	covered BIGINT, 
	claim VARCHAR(20), 
	CONSTRAINT pk_services PRIMARY KEY (session_id), 
	CONSTRAINT ck_services_claim_known CHECK (claim IN ('none', 'to-claim', 'submitted', 'paid', 'refused')), 
	CONSTRAINT ck_services_cost_has_currency CHECK ((cost IS NULL) = (currency IS NULL)), 
	CONSTRAINT ck_services_cost_not_negative CHECK (cost >= 0), 
	CONSTRAINT ck_services_covered_within_cost CHECK (covered >= 0 AND covered <= cost), 
	CONSTRAINT ck_services_covered_has_cost CHECK (covered IS NULL OR cost IS NOT NULL), 
	CONSTRAINT fk_services_provider_id_providers FOREIGN KEY(provider_id) REFERENCES providers (id), 
	CONSTRAINT fk_services_session_id_sessions FOREIGN KEY(session_id) REFERENCES sessions (id)
);
INSERT INTO "services" VALUES(1,1,8000,'EUR',5000,'submitted');
INSERT INTO "services" VALUES(9,2,9007199254740993,'JPY',NULL,NULL);
CREATE TABLE session_areas (
	session_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	area VARCHAR(40) NOT NULL, 
	side VARCHAR(10), 
	CONSTRAINT pk_session_areas PRIMARY KEY (session_id, position), 
	CONSTRAINT ck_session_areas_side_known CHECK (side IN ('left', 'right', 'both', 'centre')), 
	CONSTRAINT fk_session_areas_session_id_sessions FOREIGN KEY(session_id) REFERENCES sessions (id)
);
INSERT INTO "session_areas" VALUES(1,0,'lower-back','left');
INSERT INTO "session_areas" VALUES(1,1,'neck',NULL);
INSERT INTO "session_areas" VALUES(3,0,'shoulder','both');
CREATE TABLE sessions (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	kind VARCHAR(20) NOT NULL, 
	day DATE NOT NULL, 
	started_at DATETIME, 
	zone VARCHAR(64) NOT NULL, 
	duration_s INTEGER NOT NULL, 
	pain_before INTEGER, 
	pain_after INTEGER, 
	note TEXT, 
	came_in VARCHAR(20) NOT NULL, 
	created_at DATETIME NOT NULL, 
	changed_at DATETIME NOT NULL, 
	CONSTRAINT ck_sessions_came_in_known CHECK (came_in IN ('logged', 'timer', 'reminder', 'import')), 
	CONSTRAINT ck_sessions_kind_known CHECK (kind IN ('massage', 'heat-pack', 'ice', 'warm-bath', 'exercise', 'visit')), 
	CONSTRAINT ck_sessions_duration_within_a_day CHECK (duration_s > 0 AND duration_s <= 86400), 
	CONSTRAINT ck_sessions_pain_after_on_scale CHECK (pain_after BETWEEN 0 AND 10), 
	CONSTRAINT ck_sessions_pain_before_on_scale CHECK (pain_before BETWEEN 0 AND 10)
);
INSERT INTO "sessions" VALUES(1,'massage','2026-11-20','2026-11-20 18:30:00.000000','Europe/Berlin',3600,6,3,'Knots left,
not right — ''quoted''','logged','2026-11-20 18:30:00.000000','2026-11-20 18:30:00.000000');
INSERT INTO "sessions" VALUES(2,'heat-pack','2026-11-20',NULL,'Europe/Berlin',1200,NULL,NULL,NULL,'logged','2026-11-20 18:30:00.000000','2026-11-21 06:15:00.000000');
INSERT INTO "sessions" VALUES(3,'ice','2026-11-21','2026-11-21 06:15:00.000000','America/New_York',900,5,0,'','import','2026-11-21 06:15:00.000000','2026-11-21 06:15:00.000000');
INSERT INTO "sessions" VALUES(4,'warm-bath','2026-10-25','2026-10-25 00:30:00.000000','Europe/Berlin',86400,10,10,NULL,'timer','2026-11-21 06:15:00.000000','2026-11-21 06:15:00.000000');
INSERT INTO "sessions" VALUES(6,'exercise','2026-11-21','2026-11-21 06:15:00.000000','UTC',1,0,NULL,NULL,'reminder','2026-11-21 06:15:00.000000','2026-11-21 06:15:00.000000');
INSERT INTO "sessions" VALUES(9,'visit','1987-02-28',NULL,'Asia/Kathmandu',1800,NULL,4,'ärztlich','logged','2026-11-21 06:15:00.000000','2026-11-21 06:15:00.000000');
CREATE INDEX ix_sessions_day_started_at_id ON sessions (day, started_at, id);
CREATE INDEX ix_sessions_kind_day_started_at ON sessions (kind, day, started_at);
CREATE INDEX ix_exercises_done_exercise ON exercises_done (exercise);
CREATE INDEX ix_massages_style ON massages (style);
CREATE INDEX ix_services_provider_id ON services (provider_id);
CREATE INDEX ix_session_areas_area ON session_areas (area);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('providers',4);
INSERT INTO "sqlite_sequence" VALUES('sessions',9);
INSERT INTO "sqlite_sequence" VALUES('changes',3);
COMMIT;
