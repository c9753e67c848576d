# An image with everything on it but the fleet's settings, which user data brings. See README.md.
packer {
  required_plugins {
    amazon = {
      source  = "github.com/hashicorp/amazon"
      version = ">= 1.3.0, < 2.0.0"
    }
  }
}

variable "region" {
  type    = string
  default = "us-east-1"
}

# The release whose own packages have Asterisk 20 or later.
variable "release" {
  type    = string
  default = "ubuntu-noble-24.04"
}

variable "subnet" {
  type        = string
  default     = ""
  description = "One with a way out to the package archive; the default VPC's if empty"
}

locals {
  stamp = formatdate("YYYYMMDD-hhmm", timestamp())
  architectures = {
    arm64  = { instance_type = "c7g.large", name = "arm64" }
    x86_64 = { instance_type = "c7i.large", name = "amd64" }
  }
}

source "amazon-ebs" "asterfleet" {
  region                      = var.region
  subnet_id                   = var.subnet == "" ? null : var.subnet
  associate_public_ip_address = true
  ssh_username                = "ubuntu"
  temporary_key_pair_type     = "ed25519"
  encrypt_boot                = true
  imds_support                = "v2.0"

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  launch_block_device_mappings {
    device_name           = "/dev/sda1"
    volume_type           = "gp3"
    volume_size           = 8
    delete_on_termination = true
  }
}

build {
  dynamic "source" {
    for_each = local.architectures
    labels   = ["amazon-ebs.asterfleet"]
    content {
      name          = source.key
      instance_type = source.value.instance_type
      ami_name      = "asterfleet-${source.key}-${local.stamp}"

      source_ami_filter {
        owners      = ["099720109477"] # Canonical
        most_recent = true
        filters = {
          name                = "ubuntu/images/hvm-ssd-gp3/${var.release}-${source.value.name}-server-*"
          root-device-type    = "ebs"
          virtualization-type = "hvm"
        }
      }
    }
  }

  provisioner "shell" {
    inline = ["cloud-init status --wait", "mkdir -p /tmp/instance"]
  }

  provisioner "file" {
    sources     = ["${path.root}/../agent", "${path.root}/../asterisk", "${path.root}/../host"]
    destination = "/tmp/instance/"
  }

  provisioner "shell" {
    execute_command = "sudo env {{ .Vars }} bash -eu '{{ .Path }}'"
    script          = "${path.root}/bake.sh"
  }
}
