/** The PostgreSQL schema that BullMQ keeps its tables in. */
export const queueSchema = "bullmq";
