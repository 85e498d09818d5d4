# nlohmann_json::nlohmann_json from the system's headers, for em++.
linnet_system_headers(nlohmann_json::nlohmann_json nlohmann)
set(nlohmann_json_FOUND TRUE)
