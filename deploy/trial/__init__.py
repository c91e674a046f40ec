"""The guide tried: a clean Debian, the commands of docs/installing.md, and a walk through what they installed."""
