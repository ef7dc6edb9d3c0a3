# Writes a C++ file that holds every file below FOLDERS (packs, frameworks) as text:
# cmake "-DFOLDERS=…;…" -DOUT=… -P embed_packs.cmake
set(CODE "// Made by cmake/embed_packs.cmake from packs/ and frameworks/.\n#include \"main/embedded_packs.h\"\n\nnamespace praxis::main {\n\nconst std::vector<EmbeddedFile>& embedded_files() {\n  static const std::vector<EmbeddedFile> files{\n")
foreach(FOLDER ${FOLDERS})
  file(GLOB_RECURSE FILES RELATIVE ${FOLDER} ${FOLDER}/*.yaml ${FOLDER}/*.txt)
  list(SORT FILES)
  foreach(FILE ${FILES})
    file(READ ${FOLDER}/${FILE} TEXT)
    string(APPEND CODE "{\"${FILE}\", R\"praxis_pack(${TEXT})praxis_pack\"},\n")
  endforeach()
endforeach()
string(APPEND CODE "  };\n  return files;\n}\n\n}  // namespace praxis::main\n")
file(WRITE ${OUT} "${CODE}")
