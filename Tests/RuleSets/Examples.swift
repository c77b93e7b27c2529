/// Rule sets of our own that the tests share.
enum Examples {
    /// Every type of rule, and most of the rest of the language.
    static let everything = """
        {
          // Comments may stand where space may.
          "name": "salvage",
          "ruleLanguageVersion": "1.0",
          "playerAttributes": [
            {"name": "wins", "type": "number", "default": 3},
            {"name": "ground", "type": "string", "default": "reef"},
            {"name": "tools", "type": "string_list", "default": ["rope"]},
            {"name": "shuns", "type": "string_list", "default": []},
            {"name": "likes", "type": "string_number_map", "default": {"reef": 5}}
          ],
          "algorithm": {
            "strategy": "exhaustiveSearch", "batchingPreference": "sorted", "sortByAttributes": ["ground", "wins"],
            "expansionAgeSelection": "oldest", "backfillPriority": "high"
          },
          "teams": [
            {"name": "crew", "minPlayers": 3, "maxPlayers": 4, "quantity": 2},
            {"name": "watch", "minPlayers": 1, "maxPlayers": 1}
          ],
          "rules": [
            {"name": "even crews", "type": "distance", "description": "no crew far from the rest",
             "measurements": ["avg(teams[*].players.attributes[wins])"],
             "referenceValue": "avg(flatten(teams[*].players.attributes[wins]))", "maxDistance": "12.5"},
            {"name": "seasoned watch", "type": "comparison", "measurements": "teams[watch].players.attributes[wins]",
             "referenceValue": 2, "operation": ">="},
            {"name": "one ground", "type": "comparison", "operation": "=",
             "measurements": ["flatten(teams[*].players.attributes[ground])"]},
            {"name": "a rope each", "type": "collection", "operation": "contains", "referenceValue": "rope",
             "measurements": ["teams[crew_1, crew_2].players.attributes[tools]"], "minCount": 1},
            {"name": "some tool shared", "type": "collection", "operation": "intersection",
             "measurements": ["flatten(teams[*].players.attributes[tools])"], "minCount": 0},
            {"name": "nobody shunned", "type": "collection", "operation": "reference_intersection_count",
             "measurements": "flatten(teams[*].players.attributes[shuns])",
             "referenceValue": "flatten(teams[*].players[playerId])", "maxCount": 0},
            {"name": "near", "type": "latency", "maxLatency": 90, "maxDistance": 60, "distanceReference": "min"},
            {"name": "alike", "type": "batchDistance", "batchAttribute": "wins", "maxDistance": 400},
            {"name": "liked first", "type": "absoluteSort", "sortDirection": "descending", "sortAttribute": "likes",
             "mapKey": "maxValue"},
            {"name": "alike first", "type": "distanceSort", "sortDirection": "ascending", "sortAttribute": "wins"},
            {"name": "ground or watch", "type": "compound", "statement": "or(one ground, not(seasoned watch))"}
          ],
          "expansions": [
            {"target": "rules[even crews].maxDistance",
             "steps": [{"waitTimeSeconds": 10, "value": 25}, {"waitTimeSeconds": 40, "value": 100}]},
            {"target": "teams[crew].minPlayers", "steps": [{"waitTimeSeconds": 20, "value": 2}]}
          ]
        }
        """
}
