// Reads a sitemap from standard input as others do, and writes its entries as JSON. Exit code 1: it is none.

import { parseSitemap } from "sitemap";

const entries = await parseSitemap(process.stdin);
console.log(JSON.stringify(entries.map(({ url, lastmod }) => ({ url, lastmod }))));
