"""The rules of the GeoPackage standard (OGC 12-128, 1.2 and 1.3) that a file of features can be held against by itself.

    geopackage.py FILE...      prints every rule that is broken; exit status 1 when one is
"""
import sqlite3
import struct
import sys

APPLICATION_ID = 0x47504B47  # "GPKG"
ENVELOPE_DOUBLES = {0: 0, 1: 4, 2: 6, 3: 6, 4: 8}


def envelope(blob):
    """x and y least and most as the head of a geometry says; None for an empty one."""
    kind = blob[3] >> 1 & 7
    order = "<" if blob[3] & 1 else ">"
    if blob[3] >> 4 & 1 or ENVELOPE_DOUBLES[kind] == 0:
        return None
    return struct.unpack(order + "4d", blob[8:40])


class Check:
    def __init__(self, path):
        self.path = path
        self.broken = []
        # A file that may not be written to is opened as it is, without a lock or a journal beside it.
        uri = "file:" + path.replace("%", "%25").replace("?", "%3f").replace("#", "%23") + "?mode=ro"
        self.db = sqlite3.connect(uri, uri=True)

    def all(self, query, *values):
        return self.db.execute(query, values).fetchall()

    def one(self, query, *values):
        return self.all(query, *values)[0][0]

    def need(self, holds, rule):
        if not holds:
            self.broken.append(f"{self.path}: {rule}")

    def database(self):
        self.need(self.one("PRAGMA application_id") == APPLICATION_ID, "application_id is not GPKG")
        version = self.one("PRAGMA user_version")
        self.need(10200 <= version < 20000, f"user_version {version} is none of GeoPackage 1")
        self.need(self.all("PRAGMA integrity_check") == [("ok",)], "integrity_check finds faults")
        self.need(self.all("PRAGMA foreign_key_check") == [], "foreign_key_check finds faults")
        systems = {row[0] for row in self.all("SELECT srs_id FROM gpkg_spatial_ref_sys")}
        self.need({-1, 0, 4326} <= systems, "the three systems that must be there are not")
        return systems

    def layer(self, name, contents, systems):
        column, kind, srs, z, m = self.all(
            "SELECT column_name, geometry_type_name, srs_id, z, m FROM gpkg_geometry_columns WHERE table_name = ?", name)[0]
        self.need(srs == contents["srs_id"] and srs in systems, f"{name}: srs_id {srs} is not that of the contents")
        self.need((z, m) == (0, 0), f"{name}: says it has z or m")
        self.need(kind in ("POLYGON", "MULTIPOLYGON", "GEOMETRY"), f"{name}: is of {kind}")
        keys = [row for row in self.all(f'PRAGMA table_info("{name}")') if row[5]]
        self.need(len(keys) == 1 and keys[0][2].upper() == "INTEGER", f"{name}: has no integer primary key")
        boxes = []
        for (blob,) in self.all(f'SELECT "{column}" FROM "{name}" WHERE "{column}" IS NOT NULL'):
            order = "<" if blob[3] & 1 else ">"
            self.need(blob[:3] == b"GP\0", f"{name}: a geometry without its head")
            self.need(struct.unpack(order + "i", blob[4:8])[0] == srs, f"{name}: a geometry with another srs_id")
            boxes.append(envelope(blob))
        boxes = [box for box in boxes if box]
        extent = [min(b[0] for b in boxes), min(b[2] for b in boxes), max(b[1] for b in boxes), max(b[3] for b in boxes)]
        said = [contents[key] for key in ("min_x", "min_y", "max_x", "max_y")]
        self.need(all(v is not None and abs(v - w) <= 1e-6 * max(1.0, abs(w)) for v, w in zip(said, extent)),
                  f"{name}: the extent is {said}, of its geometries {extent}")

    def run(self):
        systems = self.database()
        tables = {row[0] for row in self.all("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
        names = ("table_name", "data_type", "last_change", "min_x", "min_y", "max_x", "max_y", "srs_id")
        n = 0
        for row in self.all(f"SELECT {', '.join(names)} FROM gpkg_contents"):
            contents = dict(zip(names, row))
            self.need(contents["table_name"] in tables, f"{contents['table_name']}: in gpkg_contents, and not there")
            self.need(len(contents["last_change"]) == 24 and contents["last_change"].endswith("Z"),
                      f"{contents['table_name']}: last_change is {contents['last_change']}")
            if contents["data_type"] == "features":
                n += 1
                self.layer(contents["table_name"], contents, systems)
        self.need(n > 0, "holds no features")
        if "gpkg_extensions" in tables:
            for (name,) in self.all("SELECT DISTINCT table_name FROM gpkg_extensions WHERE table_name IS NOT NULL"):
                self.need(name in tables, f"{name}: in gpkg_extensions, and not there")
        return self.broken


faults = [fault for path in sys.argv[1:] for fault in Check(path).run()]
print("\n".join(faults), end="\n" if faults else "")
sys.exit(1 if faults else 0)
