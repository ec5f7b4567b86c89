# An example: one Instance, one Managed PostgreSQL on a private network, DNS left to you. Never applied from here: no cloud
# was at hand. Read it, adapt it, plan it.
terraform {
  required_version = ">= 1.6"
  required_providers {
    scaleway = {
      source  = "scaleway/scaleway"
      version = "~> 2.50"
    }
  }
}

variable "zone" {
  type    = string
  default = "fr-par-1"
}

variable "region" {
  type    = string
  default = "fr-par"
}

variable "database_password" {
  type      = string
  sensitive = true
}

provider "scaleway" {
  zone   = var.zone
  region = var.region
}

resource "scaleway_vpc_private_network" "passerelle" {
  name = "passerelle"
}

resource "scaleway_rdb_instance" "passerelle" {
  name                      = "passerelle"
  node_type                 = "DB-DEV-S"
  engine                    = "PostgreSQL-16"
  is_ha_cluster             = false
  disable_backup            = false
  backup_schedule_frequency = 24
  backup_schedule_retention = 14
  encryption_at_rest        = true
  user_name                 = "passerelle"
  password                  = var.database_password

  private_network {
    pn_id       = scaleway_vpc_private_network.passerelle.id
    enable_ipam = true
  }
}

resource "scaleway_rdb_database" "passerelle" {
  instance_id = scaleway_rdb_instance.passerelle.id
  name        = "passerelle"
}

# Without it the role connects and sees nothing.
resource "scaleway_rdb_privilege" "passerelle" {
  instance_id   = scaleway_rdb_instance.passerelle.id
  user_name     = scaleway_rdb_instance.passerelle.user_name
  database_name = scaleway_rdb_database.passerelle.name
  permission    = "all"
}

resource "scaleway_instance_ip" "passerelle" {}

resource "scaleway_instance_security_group" "passerelle" {
  name                    = "passerelle"
  inbound_default_policy  = "drop"
  outbound_default_policy = "accept"

  inbound_rule {
    action = "accept"
    port   = 80
  }

  inbound_rule {
    action = "accept"
    port   = 443
  }
}

resource "scaleway_instance_server" "passerelle" {
  name              = "passerelle"
  type              = "DEV1-S"
  image             = "debian_bookworm"
  ip_id             = scaleway_instance_ip.passerelle.id
  security_group_id = scaleway_instance_security_group.passerelle.id

  private_network {
    pn_id = scaleway_vpc_private_network.passerelle.id
  }

  user_data = {
    cloud-init = file("${path.module}/cloud-init.yaml")
  }
}

output "address" {
  value = scaleway_instance_ip.passerelle.address
}
