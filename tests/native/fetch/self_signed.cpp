#include "tests/native/fetch/self_signed.h"

namespace linnet::test {

SelfSigned self_signed(const std::string& name) {
  SelfSigned made{std::unique_ptr<EVP_PKEY, FreeKey>(EVP_EC_gen("P-256")),
                  std::unique_ptr<X509, FreeCertificate>(X509_new())};
  X509* certificate = made.certificate.get();
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, made.key.get());
  X509_NAME* subject = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate, subject);
  X509_sign(certificate, made.key.get(), EVP_sha256());
  return made;
}

}  // namespace linnet::test
