#!/usr/bin/env python3
"""A small server on loopback for the tests: WFS, OGC API - Features, files, and answers of the wrong kind.

    http_server.py FOLDER

Serves the files of FOLDER under /file/. Prints its port, and ends when its standard input does. Every feature of a
service is a square of 1000 m (or 0.01 degrees) with a code "A001", a name and a number; which ones, and how they are
cut into pages, is told by the mode in the path: /wfs/MODE and /oapi/MODE.
"""

import http.server
import json
import sys
import threading
import time
import urllib.parse

FEATURES = {"thousand": 1000}
MOST_OF_A_PAGE = 2


def count_of(mode):
    return FEATURES.get(mode, 5)


def square(i):
    x, y = 100000 + 1000 * i, 450000
    return [(x, y), (x + 1000, y), (x + 1000, y + 1000), (x, y + 1000), (x, y)]


CAPABILITIES = """<?xml version="1.0" encoding="UTF-8"?>
<wfs:WFS_Capabilities version="2.0.0" xmlns:wfs="http://www.opengis.net/wfs/2.0"
  xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:t="http://test/t">
 <ows:ServiceIdentification><ows:ServiceType>WFS</ows:ServiceType></ows:ServiceIdentification>
 <ows:OperationsMetadata>
  <ows:Operation name="GetCapabilities"><ows:DCP><ows:HTTP><ows:Get xlink:href="{url}"/></ows:HTTP></ows:DCP></ows:Operation>
  <ows:Operation name="DescribeFeatureType"><ows:DCP><ows:HTTP><ows:Get xlink:href="{url}"/></ows:HTTP></ows:DCP></ows:Operation>
  <ows:Operation name="GetFeature"><ows:DCP><ows:HTTP><ows:Get xlink:href="{url}"/></ows:HTTP></ows:DCP>
   <ows:Parameter name="resultType"><ows:AllowedValues><ows:Value>results</ows:Value><ows:Value>hits</ows:Value></ows:AllowedValues></ows:Parameter>
  </ows:Operation>
  {paging}
 </ows:OperationsMetadata>
 <wfs:FeatureTypeList>
  <wfs:FeatureType><wfs:Name>t:areas</wfs:Name><wfs:Title>areas</wfs:Title>
   <wfs:DefaultCRS>urn:ogc:def:crs:EPSG::28992</wfs:DefaultCRS></wfs:FeatureType>
 </wfs:FeatureTypeList>
</wfs:WFS_Capabilities>"""

PAGING = """<ows:Constraint name="ImplementsResultPaging"><ows:NoValues/><ows:DefaultValue>TRUE</ows:DefaultValue></ows:Constraint>
  <ows:Constraint name="CountDefault"><ows:NoValues/><ows:DefaultValue>2</ows:DefaultValue></ows:Constraint>"""

SCHEMA = """<?xml version="1.0" encoding="UTF-8"?>
<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:t="http://test/t"
  targetNamespace="http://test/t" elementFormDefault="qualified">
 <xsd:complexType name="areasType"><xsd:complexContent><xsd:extension base="gml:AbstractFeatureType"><xsd:sequence>
  <xsd:element name="code" type="xsd:string"/><xsd:element name="name" type="xsd:string"/>
  <xsd:element name="residents" type="xsd:int"/><xsd:element name="geom" type="gml:SurfacePropertyType"/>
 </xsd:sequence></xsd:extension></xsd:complexContent></xsd:complexType>
 <xsd:element name="areas" type="t:areasType" substitutionGroup="gml:AbstractFeature"/>
</xsd:schema>"""


EXCEPTION = """<?xml version="1.0" encoding="UTF-8"?>
<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1" version="2.0.0">
 <ows:Exception exceptionCode="InvalidParameterValue" locator="typeNames">
  <ows:ExceptionText>The layer is closed
   for maintenance &amp; back soon</ows:ExceptionText>
 </ows:Exception>
</ows:ExceptionReport>"""


def gml_feature(i):
    points = " ".join(f"{x} {y}" for x, y in square(i))
    return f"""<wfs:member><t:areas gml:id="areas.{i}"><t:code>A{i:03d}</t:code><t:name>Area {i}</t:name>
<t:residents>{100 * i}</t:residents><t:geom><gml:Polygon gml:id="p.{i}" srsName="urn:ogc:def:crs:EPSG::28992"><gml:exterior>
<gml:LinearRing><gml:posList>{points}</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></t:geom></t:areas></wfs:member>"""


def gml_page(rows, matched):
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:gml="http://www.opengis.net/gml/3.2"
  xmlns:t="http://test/t" numberMatched="{matched}" numberReturned="{len(rows)}">
{"".join(gml_feature(i) for i in rows)}</wfs:FeatureCollection>"""


def geojson_feature(i):
    ring = [[4.0 + 0.01 * i + dx, 52.0 + dy] for dx, dy in ((0, 0), (0.01, 0), (0.01, 0.01), (0, 0.01), (0, 0))]
    return {
        "type": "Feature",
        "id": f"areas.{i}",
        "properties": {"code": f"A{i:03d}", "name": f"Area {i}", "residents": 100 * i},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


class Handler(http.server.BaseHTTPRequestHandler):
    folder = "."
    requests = 0

    def log_message(self, *_):
        pass

    def answer(self, body, kind="text/xml", status=200, headers=()):
        data = body if isinstance(body, bytes) else body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            try:
                self.wfile.write(data)
            except OSError:
                pass  # nobody waits for it any more

    def drip(self, kind="text/xml"):
        """An answer that goes on for a minute, four bytes a second."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        try:
            for _ in range(240):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.25)
        except OSError:
            pass  # nobody waits for it any more

    def answer_json(self, value, kind="application/json"):
        self.answer(json.dumps(value), kind)

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        parts = urllib.parse.urlsplit(self.path)
        query = {k.lower(): v for k, v in urllib.parse.parse_qsl(parts.query)}
        names = parts.path.strip("/").split("/")
        root = f"http://{self.headers['Host']}"
        if names[0] == "count.csv":
            self.answer(f"n\n{Handler.requests}\n", "text/csv")
            return
        Handler.requests += 1
        if names[0] == "wfs":
            self.wfs(names[1], query, f"{root}/wfs/{names[1]}")
        elif names[0] == "oapi":
            self.oapi(names[1], names[2:], query, f"{root}/oapi/{names[1]}")
        elif names[0] == "status":
            self.answer("no", "text/plain", int(names[1]))
        elif names[0] == "loop":
            self.answer("", "text/plain", 302, [("Location", f"{root}/loop")])
        elif names[0] == "slow":
            time.sleep(8)
            self.answer("late", "text/plain")
        elif names[0] == "drip":
            self.drip()
        elif names[0] == "login":
            self.answer("\n<!DOCTYPE html>\n<html><body>Please log in</body></html>", "text/html")
        elif names[0] == "exception":
            self.answer(EXCEPTION)
        elif names[0] == "stream":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"0123456789")  # the length is not told
        elif names[0] == "file":
            self.file("/".join(names[1:]))
        else:
            self.answer("no such thing", "text/plain", 404)

    def file(self, name):
        try:
            with open(f"{self.folder}/{name}", "rb") as file:
                self.answer(file.read(), "application/octet-stream")
        except OSError:
            self.answer("no such file", "text/plain", 404)

    def wfs(self, mode, query, url):
        request = query.get("request", "").lower()
        pages = mode in ("paged", "late500", "repeat", "limit")
        if request == "getcapabilities":
            self.answer(CAPABILITIES.format(url=url + "?", paging=PAGING if pages else ""))
        elif request == "describefeaturetype":
            self.answer(SCHEMA)
        else:
            self.wfs_features(mode, query, pages)

    def wfs_features(self, mode, query, pages):
        n = 2 if mode == "limit" else count_of(mode)
        matched = "unknown" if mode in ("thousand", "repeat", "limit") else n
        start = int(query.get("startindex", 0))
        if query.get("resulttype", "").lower() == "hits":
            self.answer(gml_page([], matched))
            return
        if mode == "error500" or (mode == "late500" and start > 0):
            self.answer("out of order", "text/plain", 500)
            return
        if mode == "slowrows":
            time.sleep(8)
        if mode == "driprows":
            self.drip()
            return
        if mode == "exception":
            self.answer(EXCEPTION)
            return
        rows = list(range(n))
        if pages:
            rows = rows[:2] if mode == "repeat" else rows[start : start + MOST_OF_A_PAGE]
        if mode == "cut":
            rows = rows[:3]
        self.answer(gml_page(rows, matched))

    def oapi(self, mode, names, query, url):
        items = f"{url}/collections/areas/items"
        collection = {
            "id": "areas",
            "title": "areas",
            "extent": {"spatial": {"bbox": [[4, 52, 5, 53]]}},
            "links": [{"rel": "items", "type": "application/geo+json", "href": items}],
        }
        if not names or names == [""]:
            self.answer_json({"links": [{"rel": "data", "href": f"{url}/collections", "type": "application/json"}]})
        elif names == ["collections"]:
            self.answer_json({"links": [], "collections": [collection]})
        elif names == ["collections", "areas"]:
            self.answer_json(collection)
        elif names == ["collections", "areas", "items"]:
            self.oapi_items(mode, query, items)
        else:
            self.answer("no such thing", "text/plain", 404)

    def oapi_items(self, mode, query, items):
        n = count_of(mode)
        limit = min(int(query.get("limit", 10)), n if mode == "thousand" else MOST_OF_A_PAGE)
        start = int(query.get("offset", 0))
        if mode == "late500" and start > 0:
            self.answer("out of order", "text/plain", 500)
            return
        if mode == "driprows":
            self.drip("application/geo+json")
            return
        rows = range(start, min(start + limit, n))
        page = {"type": "FeatureCollection", "features": [geojson_feature(i) for i in rows], "links": []}
        following = 0 if mode == "circle" else start + limit
        if mode != "cut" and following < n:
            href = f"{items}?limit={limit}&offset={following}"
            page["links"].append({"rel": "next", "type": "application/geo+json", "href": href})
        if mode not in ("thousand", "circle"):
            page["numberMatched"] = n
        page["numberReturned"] = len(page["features"])
        self.answer_json(page, "application/geo+json")


def main():
    Handler.folder = sys.argv[1]
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
