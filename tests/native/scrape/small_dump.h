// A dump of Kaggle's catalogue, written by hand: three data sets, one of an organization.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "native/files/files.h"

namespace linnet::test {

using Tables = std::map<std::string, std::string>;  // file name -> content

inline Tables small_dump() {
  return {
      {"Datasets.csv",
       "Id,CreatorUserId,OwnerUserId,OwnerOrganizationId,CurrentDatasetVersionId\n"
       "1,10,10.0,,102\n"
       "2,11,11.0,,103.0\n"
       "3,10,,5.0,104\n"},
      {"Organizations.csv", "Id,Name,Slug\n5,The Bureau,bureau\n6,Other,other\n"},
      {"Users.csv", "Id,UserName,DisplayName\n9,nobody,N\n10,ann,Ann\n11,ben,Ben\n"},
      {"Tags.csv",
       "Id,ParentTagId,Name\n"
       "1,,subject\n2,1,earth and nature\n3,2,weather\n4,,beginner\n"},
      {"DatasetTags.csv", "Id,DatasetId,TagId\n1,1,3\n2,1,4\n3,3,2\n4,99,2\n5,2,4\n"},
      {"DatasetVersions.csv",
       "Id,DatasetId,CreationDate,Title,Slug,Subtitle,Description\n"
       "101,1,01/02/2023 03:04:05,Old title,old-rain,Old subtitle,Old text\n"
       "102,1,05/31/2024 10:20:30,Rain,rain,\"By day, by gauge\",\"# Rain\n"
       "from <b>gauges</b>, \"\"daily\"\"\"\n"
       "103,2,05/31/2024 10:20:30,Bees,bees,,\n"
       "104,3,05/31/2024 10:20:30,Rivers,rivers,,Levels of rivers\n"},
  };
}

inline void write_dump(const std::filesystem::path& folder, const Tables& tables) {
  for (const auto& [name, content] : tables) write_file_atomic(folder / name, content);
}

}  // namespace linnet::test
