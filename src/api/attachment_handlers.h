// Attachments of a record: list, upload (the body is the file), download, remove.
#pragma once

#include "api/call.h"

namespace praxis::api {

Answer list_attachments(Call& call, usecases::Work& work);
Answer add_attachment(Call& call, const usecases::Caller& caller);
Answer download_attachment(Call& call, const usecases::Caller& caller);
Answer remove_attachment(Call& call, const usecases::Caller& caller);

}  // namespace praxis::api
